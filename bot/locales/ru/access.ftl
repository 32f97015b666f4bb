# Кого пускают: приглашения и те, кому доступ закрыт.

door-uninvited =
    👋 Привет! Я превращаю бриф в готовый рекламный ролик прямо в чате.

    Сейчас я работаю <b>по приглашениям</b>. Если вам прислали ссылку, откройте её и нажмите «Старт». Если нет, попросите её у того, кто ведёт этого бота.
    /privacy покажет, что о вас хранится.
door-barred =
    <b>Вы больше не можете пользоваться этим ботом.</b> Тот, кто его ведёт, закрыл вам доступ. Ничего нового не начнётся и не будет списано.
    /paysupport поможет с платежами; /export_my_data и /delete_my_data работают.
toast-uninvited = Бот работает по приглашениям. Откройте присланную ссылку.
toast-barred = Доступ закрыт. /paysupport поможет с платежами.
invite-entered = 🎉 Вы внутри! Приглашение сработало.
invite-entered-plan = 🎉 Вы внутри! Приглашение даёт тариф <b>{ $plan }</b>; /plan покажет, что в него входит.
invite-used-up =
    <b>Это приглашение больше не действует.</b> Оно использовано, истекло или отозвано.
    Попросите новую ссылку у того, кто её прислал.

invite-card =
    🎟 <b>Пригласить людей</b>
    Ссылка для { $uses ->
        [one] { $uses } человека
        [few] { $uses } человек
       *[other] { $uses } человек
    }, { $until }. Тариф: <b>{ $plan }</b>.
invite-open = Ссылки, которые ещё действуют:
invite-line = • осталось { $left } из { $most }, { $plan }, { $until }
invite-until = до { $day }
invite-for-days =
    срок { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
invite-without-end = без срока
invite-days =
    { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
invite-endless = Без срока
invite-made =
    🎟 <b>Ваша ссылка-приглашение</b>
    { $link }

    Для { $uses ->
        [one] { $uses } человека
        [few] { $uses } человек
       *[other] { $uses } человек
    }, { $until }. Тариф: <b>{ $plan }</b>.
    Передавайте её только тем, кого имеете в виду: она сработает у любого.
button-invite-make = Создать ссылку
button-invite-copy = Скопировать ссылку
button-invite-end = Отозвать ссылку
toast-invite-made = Ссылка сейчас придёт.
toast-invite-made-before = Эта карточка уже создала ссылку. Ещё одну создаст /invite.
toast-invite-ended = Отозвано. По этой ссылке больше никто не войдёт.

bar-usage =
    <code>/block 7100000002</code> или <code>/block @name</code> закрывает доступ; причину можно дописать, она останется в журнале. <code>/unblock</code> возвращает доступ.
bar-admin = Админу доступ закрыть нельзя. Сначала уберите его из ADMIN_IDS.
person-unknown = Никто с именем { $name } боту не писал.
person-barred = ⛔️ <b>{ $name }</b>: доступ закрыт. Начатое будет доделано, новое не начнётся.
person-let-in = ✅ <b>{ $name }</b> снова может пользоваться ботом.
button-shut-out = Закрыть доступ
button-let-in = Вернуть доступ

plan-name-free = Бесплатный
plan-name-pro = Pro
plan-name-enterprise = Enterprise
