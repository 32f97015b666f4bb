# Список роликов человека.

ads-title = <b>Ваши ролики</b>
ads-found = <b>Ваши ролики, где есть «{ $find }»</b>
ads-paged = { $title } · страница { $page } из { $pages }
ads-line = <b>{ $number }. { $title }</b>
ads-line-current = <b>{ $number }. { $title }</b> ← мы здесь
ads-day = { DATETIME($day, dateStyle: "medium") }
ads-state-talking = 📝 собираем бриф
ads-state-script = 📄 сценарий ждёт вас
ads-state-filming = 🎬 сейчас делается
ads-state-reviewing = 🖼 ждёт вашего выбора
ads-state-completed = ✅ готов
ads-state-failed = ⚠️ не получился
ads-state-cancelled = ✖️ отменён
ads-open = Нажмите на номер, чтобы снова открыть ролик.
ads-none-so = Сейчас таких роликов нет.
ads-none = Роликов пока нет. Скажите в двух словах, что рекламируем, и начнём первый.
ads-none-found = Ни в одном вашем ролике нет «{ $find }».
ads-find-question = Что искать? Ответьте на это сообщение словом: продукт, бренд, аудитория. Можно и так: <code>/ads кофе</code>.
ads-find-hint = Слово, например: кофе
ads-again = Вот снова { $title }. Скажите, что изменить, или начните другой ролик.
ads-chosen = ● { $label }

button-ads-all = Все · { $count }
button-ads-waiting = Ваш ход · { $count }
button-ads-making = Делаются · { $count }
button-ads-done = Готовы · { $count }
button-ads-before = ‹ Новее
button-ads-after = Старее ›
button-ads-find = 🔎 Поиск
button-ads-everything = Все мои ролики
toast-ads-find = Напишите, что искать.
