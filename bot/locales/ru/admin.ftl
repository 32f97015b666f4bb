# Что читают и нажимают администраторы. Время — UTC.

admin-held = ⏸ <b>Всё приостановлено</b> ({ $name }). { $count ->
    [one] Ждёт { $count } ролик или обучение
    [few] Ждут { $count } ролика и обучения
   *[other] Ждут { $count } роликов и обучений
}; продолжение после /resume. Начатое завершится, оплаченное будет забрано, новое не начнётся.
admin-held-why = Почему: { $reason }
admin-held-already = ⏸ Всё уже приостановлено.
admin-going = ▶️ <b>Всё продолжается</b> ({ $name }). { $count ->
    [one] Разбужен { $count } ролик или обучение.
    [few] Разбужены { $count } ролика и обучения.
   *[other] Разбужено { $count } роликов и обучений.
}
admin-going-already = ▶️ Ничего не приостановлено.
admin-nobody = Здесь нет никого с именем { $wanted }. Нужен Telegram id или @имя.

health-well = 💚 <b>Всё в порядке.</b>
health-ill = ❗ <b>{ $count ->
    [one] Внимания требует { $count } пункт
    [few] Внимания требуют { $count } пункта
   *[other] Внимания требуют { $count } пунктов
}.</b>
health-paused = ⏸ <b>Создание приостановлено.</b> Почему: { $reason }
health-line = { $mark } { $words }
health-queue = Очередь: к работе { $count }; люди ждут { $chat } с, работа { $work } с
health-answers = Ответы: открыто { $count }, старейший { $seconds } с
health-messages = Сообщения: не отправлено { $count }, старейшее { $seconds } с
health-making = Застряло роликов: { $stuck }; части: в работе { $processing }, ждут { $queued }, сбоев за день { $failed }
health-provider = { $runs ->
    [0] Провайдер: за полчаса ничего не запускалось
   *[other] Провайдер: за полчаса не удалось { $failed } из { $runs } запусков ({ $model })
}
health-tries = Платные попытки: открыто { $count }, просрочено { $overdue }, неизвестно { $seconds } с
health-orphans = Списания без заказа сегодня: { $count } (USD { $usd })
health-budget = Бюджет на сегодня: USD { $used } из { $ceiling }
health-connections = Соединения с базой: { $used } из { $most }
health-storage = Хранилище: { $state ->
    [away] недоступно
    [full] нет места
   *[well] принимает файлы
}{ $waiting ->
    [0] {""}
    [one] ; { $waiting } файл ждёт на этой машине
    [few] ; { $waiting } файла ждут на этой машине
   *[other] ; { $waiting } файлов ждут на этой машине
}
health-disk = Диск: свободно { $gigabytes } ГБ
health-began = <i>Postgres работает с { $at } UTC.</i>

audit-title = 🧾 <b>Журнал действий</b>
audit-title-of = 🧾 <b>Журнал действий: { $name }</b>
audit-none = Пока в нём ничего нет.
audit-day = <b>{ $day }</b>
audit-entry = <code>{ $at }</code> { $actor }: <b>{ $action }</b>{ $subject }{ $details }

button-generation-off = ⏸ Приостановить всё
button-generation-on = ▶️ Продолжить
button-health-again = 🔄 Взглянуть снова
button-audit-older = Раньше ›

toast-generation-off = Приостановлено.
toast-generation-on = Продолжается.
toast-health = Обновлено.

people-title = 👥 <b>Люди</b>, последние первыми; с расходом за месяц. Поиск: /users и часть имени.
people-found = 👥 <b>Люди</b> с «{ $words }»
people-none = 👥 Никого с именем «{ $words }» нет.

person-title = 👤 <b>{ $name }</b>{ $username }
person-id = Telegram id <code>{ $id }</code> · язык { $locale }
person-is-admin = ⭐ Админ
person-is-barred = 🚫 Доступ закрыт с { $at }
person-blocked = 🔕 Заблокировал бота { $at }: ничего не отправляется
person-invited = 🎟 Пришёл по приглашению
person-plan = План: <b>{ $plan }</b>{ $until }
person-plan-paid = , оплачен в Stars, не продлевается
person-plan-renews = , оплачен в Stars, продлевается
person-plan-until = , до { $at }
person-allowance = Лимит: USD { $allowance } в месяц; истрачено { $used }, осталось { $left }
person-limits = Пределы: USD { $ad } на ролик, { $day } в день; сегодня { $today }
person-spend = Всего истрачено, с ответами моделей: USD { $total }
person-ads = Роликов: { $count } (готово { $finished }, в работе { $making }, сбоев { $failed })
person-messages = Сообщений: { $count }
person-times = <i>Здесь с { $came }, последний раз { $seen } UTC</i>

jobs-title = 🎬 <b>Ролики</b> в работе и со сбоем за неделю
jobs-title-of = 🎬 <b>Ролики ({ $name })</b> в работе и со сбоем за неделю
jobs-none = Таких нет.
jobs-stuck = 🔴 { $count ->
    [one] { $count } не двигается.
    [few] { $count } не двигаются.
   *[other] { $count } не двигаются.
}
job-title = { $mark } <b>{ $title }</b> · версия { $revision }
job-person = Для: { $name }
job-status = Состояние: { $status }{ $stage }
job-parts = Части: готово { $done } из { $parts }, в работе { $running }, ждут { $waiting }, сбоев { $failed }
job-age = Уже: { $age }
job-charged = Пока списано: USD { $usd }
job-stuck = 🔴 Не двигается.
job-error = Последний сбой: <code>{ $error }</code>
job-ad = <code>{ $id }</code>
job-stopped-yours = 🛑 Администратор остановил производство: { $title }. Сколько это стоило, сказано в сообщении выше; сценарий сохранён, можно начать снова.

age-minutes = { $count } мин
age-hours = { $count } ч
age-days = { $count } д

button-plan = План { $plan }
button-person-jobs = 🎬 Ролики
button-person-audit = 🧾 Журнал
button-person-out = Закрыть доступ
button-person-in = Снова впустить
button-job-retry = 🔁 Продолжить
button-job-stop = Остановить
button-job-person = 👤 Чей
button-job-again = 🔄 Взглянуть снова
button-earlier-page = ‹ Назад
button-later-page = Ещё ›

toast-plan-given = План изменён.
toast-plan-changed-before = План успели изменить; вот как сейчас.
toast-job-moved-on = Уже изменилось; вот как сейчас.
toast-job-woken = Разбужено: ждущее начнётся сейчас.
toast-job-taken-up = Продолжается. Человек не заплатит больше, чем согласился.
toast-job-dearer = Это стоило бы больше, чем человек согласился: кнопку должен нажать он.
toast-job-held-back = Не начато: мешает правило или предел.
toast-job-stopped = Остановлено. Человеку сказано.
