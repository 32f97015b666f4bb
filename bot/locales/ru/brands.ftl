# /brands: что рекламируется, с цветами, логотипом и фото.

command-brands = Бренды: цвета, лого, фото

brands-title = <b>Ваши бренды</b> ({ $count })
brands-line = • <b>{ $title }</b>: { $about }
brands-ads = { $count ->
    [0] роликов пока нет
    [one] { $count } ролик
    [few] { $count } ролика
   *[other] { $count } роликов
}
brands-photos = { $count ->
    [one] { $count } фото
   *[other] { $count } фото
}
brands-current = бренд этого ролика
brands-none =
    <b>Брендов пока нет.</b>
    Первый ролик создаст бренд сам. Или добавьте его сейчас: его цвета, логотип и фото попадут в каждый ролик для него.

brand-title = <b>{ $title }</b>
brand-untitled = Бренд без названия
brand-description = { $words }
brand-colors = 🎨 Цвета: <code>{ $colors }</code>
brand-colors-none = 🎨 Цвета: пока нет
brand-tone = 💬 Тон: { $tone }
brand-tone-none = 💬 Тон: пока нет
brand-fonts = 🔤 Шрифт: { $fonts }
brand-logo = 🏷 Логотип: им кончается каждый ролик
brand-logo-none = 🏷 Логотип: пока нет
brand-photos = { $count ->
    [one] 📷 { $count } фото товара
   *[other] 📷 { $count } фото товара
}
brand-photos-none = 📷 Фото товара пока нет
brand-ads = { $count ->
    [0] 🎬 Роликов пока нет
    [one] 🎬 { $count } ролик
    [few] 🎬 { $count } ролика
   *[other] 🎬 { $count } роликов
}
brand-in-use = ✔ Ролик, о котором мы говорим, для этого бренда.
brand-photos-shown = { $all ->
    [one] <b>{ $title }</b>: фото товара
   *[other] <b>{ $title }</b>: { $count } из { $all } фото товара, новые в конце
}
brand-deleted = 🗑 <b>{ $title }</b> больше нет в списке. { $count ->
    [0] Роликов у него не было.
    [one] Его { $count } ролик остаётся как есть.
    [few] Его { $count } ролика остаются как есть.
   *[other] Его { $count } роликов остаются как есть.
}
brand-said = Этот ролик для моего бренда «{ $title }».

brand-ask-new = <b>Как называется бренд?</b> Напишите название.
brand-ask-title = <b>Как теперь называть { $title }?</b> Напишите новое название.
brand-ask-colors =
    <b>Какие цвета у { $title }?</b> Коды или названия, до восьми, главный первым:
    <code>#0B3D2E, #F5C542, бежевый</code>
    Дефис (-) значит «никаких».
brand-ask-tone = <b>Как говорит { $title }?</b> Пара слов, например <i>тепло и игриво</i>. Дефис (-) значит «без своего тона».
brand-bad-title = Это не похоже на название: одна строка до 80 знаков, пожалуйста. Как он называется?
brand-bad-colors = Цветов в этом не видно. Напишите коды вроде <code>#0B3D2E</code> или названия: <i>тёмно-зелёный, золотой</i>.
brand-bad-tone = Тон – это пара слов, не больше 60 знаков. Как говорит бренд?

button-brand-use = ✅ Взять для этого ролика
button-brand-new-ad = 🎬 Новый ролик для него
button-brand-photos = 📷 Фото ({ $count })
button-brand-title = ✏️ Название
button-brand-colors = 🎨 Цвета
button-brand-tone = 💬 Тон
button-brand-delete = 🗑 Убрать
button-brand-restore = ↩️ Вернуть
button-brand-add = ➕ Новый бренд
button-brand-all = ☰ Все бренды

toast-brand-used = Ролик для этого бренда.
toast-brand-wait = Я как раз отвечаю об этом ролике. Нажмите ещё раз через миг.
toast-brand-stale = Тем временем что-то изменилось. Вот как теперь.
toast-brand-deleted = Убрано из списка.
toast-brand-restored = Бренд снова в списке.
toast-brand-not-found = Этого бренда больше нет.

brand-logo-question = Какое из них – логотип <b>{ $title }</b>? Им кончается каждый ролик. Новые фото шлите в чат ролика для этого бренда.
button-brand-no-logo = Ни одно
toast-brand-logo = Логотип выбран.
