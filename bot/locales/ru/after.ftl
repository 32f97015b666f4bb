# Что делают с готовым видео.

toast-rated = { $stars ->
    [one] Спасибо: { $stars } звезда.
    [few] Спасибо: { $stars } звезды.
   *[other] Спасибо: { $stars } звёзд.
}
toast-older-video = У этого ролика есть более новое видео; оцените, пожалуйста, его.
rated-liked = { $stars } <b>{ $title }</b>. Что понравилось больше всего? Если хотите рассказать, ответьте на это сообщение.
rated-disliked = { $stars } <b>{ $title }</b>. Что должно было быть иначе? Если хотите рассказать, ответьте на это сообщение. Чтобы изменить ролик, нажмите «✏️ Изменить» под видео.
rated-said = { $stars } <b>{ $title }</b>: <i>«{ $comment }»</i>
rated-thanks = Спасибо, записано.

button-files = 📁 Файлы
toast-files = Файлы — ниже.
files-master = 📁 <b>{ $title }</b>: файл, каким он сделан ({ $megabytes } МБ), для загрузки.
files-subtitles = 💬 Субтитры. Загрузите их вместе с видео там, где платформа просит файл SRT.
files-too-large = <b>Файл в полном качестве больше, чем может отправить бот.</b> Видео выше — лучшее, что помещается в чат; сам файл цел и лежит на этом сервере.

# Небольшие правки готового видео ответом на него.

button-edit-video = ✂️ Правка
button-formats = 📐 Форматы
button-keep-edit = ✅ Оставить так
button-undo-edit = ↩️ Отменить
edit-help =
    ✂️ <b>Небольшие правки занимают минуту: напишите их ответом на видео.</b>
    • <i>субтитр сцены 2: Холодный, не горький</i>
    • <i>текст сцены 1: Проснись</i>
    • <i>без субтитров</i>
    • <i>музыка спокойнее</i>, <i>без музыки</i>
    • <i>сцена 4: 3 с</i>, <i>убери сцену 3</i>, <i>поменяй сцены 1 и 2</i>
    • <i>отмени</i>
    Можно несколько сразу, каждую с новой строки. Сначала вы увидите результат, и это бесплатно. Всё остальное меняется в сценарии: просто скажите.
toast-edit-help = Ответьте на видео: что изменить.
edit-begun = ✂️ <b>Монтирую заново:</b>
edit-done = ✂️ Новый монтаж — ниже.
edit-preview = ✂️ <b>{ $title }</b>, новый монтаж:
edit-kept = ✂️ <b>{ $title }</b>, как вы хотели:
edit-format = 📐 <b>{ $title }</b> · { $placement } · { $shape } · { $width }×{ $height } · { $seconds } с
edit-next = Чтобы изменить ещё что-то, ответьте на это видео.
edit-undone = ↩️ <b>{ $title }</b>, как было раньше. Чтобы изменить что-то другое, ответьте на него.
edit-failed = ⚠️ <b>Новый монтаж не получился.</b> Ваше видео осталось прежним, и это ничего не стоит.
edit-failed-next = Ответьте на видео иначе или попробуйте позже.
edit-impossible = То, что получится, — не ролик.
edit-line-removed = • без сцены { $scene }
edit-line-order = • порядок: { $order }
edit-line-length = • сцена { $scene }: { $seconds } с
edit-line-caption = • субтитр сцены { $scene }: «{ $text }»
edit-line-no-caption = • сцена { $scene } без субтитра
edit-line-headline = • текст сцены { $scene }: «{ $text }»
edit-line-button = • кнопка: «{ $text }»
edit-line-captions-off = • без субтитров
edit-line-music = • музыка: { $genre }
edit-line-music-off = • без музыки
edit-line-more = • …
music-calm = спокойная
music-electronic = энергичная
music-upbeat = весёлая
music-corporate = деловая
music-acoustic = акустическая
music-cinematic = как в кино
music-lofi = лоу-фай
cut-no-scene = Сцены { $scene } нет: в этом видео сцены с 1 по { $count }. Ничего не изменено.
cut-scene-length = Сцена может длиться от { $least } до { $most } с. Ничего не изменено.
cut-only-scene = Это последняя сцена, она должна остаться. Ничего не изменено.
cut-order = В порядке каждая из { $count } сцен должна быть названа один раз. Ничего не изменено.
cut-ad-length = Видео длилось бы { $seconds } с; { $placement } принимает от { $least } до { $most } с. Ничего не изменено.
toast-edit-kept = Готово: теперь это видео вашего ролика.
toast-edit-undone = Отменено: прежнее видео — ниже.
toast-nothing-to-undo = Таким видео и было сделано.
edit-nothing-to-undo = Таким видео и было сделано, отменять нечего.
formats-choose = 📐 Для какой площадки смонтировать <b>{ $title }</b> ещё? Это бесплатно, ваше видео останется.
formats-none = 📐 Других площадок для ролика такой длины нет.
toast-formats = Выберите формат ниже.
toast-format-begun = Монтирую.
toast-format-there = Такое видео уже есть; оно ниже.
