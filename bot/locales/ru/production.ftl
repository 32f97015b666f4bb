# Сценарий и путь от него к видео.

script-title = 🎬 <b>{ $title }</b> · { $placement } · { $seconds } с · { $framework }
script-untitled = Ваш сценарий
script-storyline = <i>{ $storyline }</i>
script-scene = <b>Сцена { $number }</b> · { $from }–{ $to }
script-picture = 🖼 { $text }
script-on-screen = 🔤 { $text }
script-sound = 🔊 { $text }
script-voice-over = 🎙 <b>Голос</b>
script-voice-text = <i>«{ $text }»</i>
script-music = 🎵 Музыка: { $genre }
script-no-music = 🎵 Без музыки
script-price-free = Съёмка бесплатна.
script-price-uses = Съёмка займёт <b>{ $cost }</b> из ваших { $allowance }.
script-price-steps = Съёмка сразу займёт <b>{ $cost }</b> из ваших { $allowance }; если сначала картинки на выбор, по { $count } на сцену, они займут <b>{ $pictures }</b>.
price-over-allowance = <b>Это видео заняло бы { $cost }, а по вашему тарифу в этом месяце осталось { $left }.</b> Ничего не начато, ничего не списано.
price-over-ad = <b>Это видео стоило бы { $cost }; с ним ролик превысил бы здешний предел на один ролик, { $limit }.</b> Ничего не начато, ничего не списано. Меньше сцен или короче — дешевле.
price-over-day = <b>Это видео стоило бы { $cost }; с ним вы превысили бы здешний предел на человека в день, { $limit }.</b> Ничего не начато, ничего не списано. Завтра снова можно.
price-over-house = <b>Сегодняшний бюджет этого бота исчерпан.</b> Ничего не начато, ничего не списано. Завтра снова можно.
price-animatic = Сейчас могу сделать аниматик: ваши фото, цвета и слова с движением, голосом и музыкой, здесь и бесплатно. Сценарий останется на потом.
price-risen = <b>Цена изменилась:</b> теперь съёмка стоит { $cost }. Ничего не начато, ничего не списано.
script-invitation = Снимаем или сначала что-то поменяем?
script-stale = <b>Эта кнопка была от прежней версии сценария.</b> Ничего не начато, ничего не списано. Вот нынешняя:
script-none = <b>Эта кнопка старая:</b> сейчас у ролика нет сценария. Ничего не начато, ничего не списано. Пишите дальше, и я сделаю новый.

production-title = 🎬 <b>Делаю ваше видео</b>
production-title-named = 🎬 <b>Делаю { $title }</b>
production-step-plan = план
production-step-stills = кадры
production-step-clips = клипы
production-step-sound = голос и музыка
production-step-cut = монтаж
production-step-delivery = отправка
production-done = ✔ { $step }
production-running = ▸ <b>{ $step }</b>
production-waiting = ○ { $step }
production-failed-step = ✖ { $step }
production-bar = { $bar } { $percent } %
production-remaining-seconds = осталось около { $seconds } с
production-remaining-minutes = { $minutes ->
    [one] осталось около { $minutes } минуты
   *[other] осталось около { $minutes } минут
}
production-cancelling = Отменяю … Ничего не спишется.
production-held = ⏸ Мы ненадолго приостановили все ролики. Ваш продолжится сам: ничего не пропадёт, и за это время ничего не спишется.
production-complete = ✅ <b>Ваше видео готово.</b>
production-complete-named = ✅ <b>{ $title }</b> — готово.

delivered = 🎉 <b>{ $title }</b>
delivered-untitled = 🎉 <b>Ваш ролик готов.</b>
delivered-details = { $placement } · { $width }×{ $height } · { $seconds } с
delivered-free = Это было бесплатно.
delivered-used = Израсходовано { $cost }.
delivered-bill = Оценка { $estimated }, списано { $cost }, возвращено { $back }.
delivered-ai = Сделано с помощью ИИ.
delivered-credits = <blockquote expandable>{ $credits }</blockquote>
delivered-next = Скажите, что изменить, или начните другой ролик.

failed-title = ⚠️ <b>Закончить видео не удалось.</b>
failed-step = Остановилось на шаге: { $step }.
failed-next = Попробуйте ещё раз или сначала измените сценарий.

cancelled-title = ✖️ <b>Отменено: видео { $title }.</b>
cancelled-title-unnamed = ✖️ <b>Отменено: видео.</b>

ended-free = Ничего не списано. Сценарий и всё, что вы прислали, сохранены.
ended-bill = <b>{ $bill }</b>
ended-used = { $cost } ушло на то, что было уже сделано. Всё это сохранено.
ended-kept = Сделанное сохранено, как и сценарий, и всё, что вы прислали.
ended-pending = То, что ещё идёт у поставщика, останавливается или забирается; цена может немного вырасти.

production-ready-still = 🖼 Картинки готовы. Выбирайте ниже.
production-ready-clip = 🎞 Клипы готовы. Смотрите ниже.
production-asks = ⏸ Жду вашего решения; вопрос ниже.
