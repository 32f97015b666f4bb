# Версии сценария: что изменилось, отмена, список версий и версия рядом с нынешней.

diff-title = ✏️ <b>Что изменилось</b>
diff-back = ↩️ <b>Вернулась версия { $revision }</b> (теперь это версия { $now }). Что это изменило:
diff-scene = <b>Сцена { $number }</b>
diff-scene-new = <b>Сцена { $number }</b> — новая
diff-scene-gone = <b>Сцены { $number }</b> больше нет
diff-rewritten = Все сцены новые:
diff-change = { $label } <s>{ $old }</s> → { $new }
diff-added = { $label } { $new }
diff-removed = { $label } <s>{ $old }</s>
diff-same = Без изменений: { $count ->
    [one] сцена { $scenes }
   *[other] сцены { $scenes }
}.
diff-look = Изменился только облик; сцены и слова прежние.
diff-nothing = Ничего не отличается.
diff-part-picture = 🖼
diff-part-on_screen = 🔤
diff-part-voice = 🎙
diff-part-sound = 🔊
diff-part-length = ⏱
diff-whole-duration = Длина:
diff-whole-placement = Площадка:
diff-whole-framework = Формула:
diff-whole-call_to_action = Призыв:
diff-whole-music = Музыка:
diff-whole-voice = 🎙
diff-no-music = нет
diff-price = Съёмка: { $old } → { $new } из вашего тарифа

beside-title = 👀 <b>Рядом с вашей версией на { $old } с: { $new } с</b>
beside-choice = Нынешняя версия остаётся, пока вы не выберете эту.

versions-title = 🕘 <b>Версии этого сценария</b>
versions-line = <b>{ $revision }</b> · { $seconds } с · { $count ->
    [one] { $count } сцена
    [few] { $count } сцены
   *[other] { $count } сцен
} · { $framework } · «{ $opening }»
versions-now = { $line } ← <b>сейчас</b>
versions-restore = Нажмите номер, чтобы вернуть версию; все версии хранятся.
versions-only = Пока есть только эта версия.

button-undo = ↩️ Отменить
button-versions = 🕘 Версии
button-restore = ↩️ { $revision }
button-use = ✅ Взять эту · { $seconds } с

toast-undone = Отменено.
toast-restored = Версия { $revision } вернулась.
toast-nothing-before = Это первая версия; раньше ничего не было.
toast-versions = Вот версии.
toast-answering = Как раз пишу ответ по этому ролику. Нажмите ещё раз чуть позже.
toast-versions-stale = Сценарий тем временем изменился. Вот его версии.
note-beside = пишу версию рядом
