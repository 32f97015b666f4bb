# Картинки и клипы на выбор и сцены, которые не получились.

album-still = <b>Сцена { $number } из { $count }</b>: { $words } · { $many ->
    [one] картинка { $numbers }
   *[other] картинки { $numbers }
}
album-clip = <b>Сцена { $number } из { $count }</b>: { $words } · { $many ->
    [one] клип { $numbers }
   *[other] клипы { $numbers }
}

board-title-still = 🖼 <b>Выберите картинки: { $title }</b>
board-title-clip = 🎞 <b>Посмотрите клипы: { $title }</b>
board-line-picked-still = <b>{ $number }</b> · картинка { $chosen } ✔
board-line-picked-clip = <b>{ $number }</b> · клип { $chosen } ✔
board-line-default-still = <b>{ $number }</b> · картинка { $chosen } (первая)
board-line-default-clip = <b>{ $number }</b> · клип { $chosen }
board-line-making = <b>{ $number }</b> · делается …
board-line-none-still = <b>{ $number }</b> · картинки пока нет
board-line-none-clip = <b>{ $number }</b> · клипа пока нет
board-more-making = скоро будет ещё …
board-more-failed = { $count ->
    [one] { $count } попытка не удалась (потрачено: { $cost })
    [few] { $count } попытки не удались (потрачено: { $cost })
   *[other] { $count } попыток не удалось (потрачено: { $cost })
}
board-hint-still = Нажмите номер картинки, которую оставить; где не выбрано, берётся первая. За кнопкой самой сцены есть ещё: своя картинка, обмен. Фото в ответ на картинки сцены тоже пойдёт в неё. Платны только кнопки с ценой.
board-hint-clip = Оставьте клипы, переделайте какой-нибудь или идите дальше. Монтаж бесплатный.
board-hint-making = Недостающее делается; когда оно будет, доска пойдёт дальше.
board-hint-missing = Чего-то ещё не хватает: ответьте на вопрос об этом или нажмите на сцену.
board-kept-still = 🖼 Картинки выбраны (сцена·картинка): { $kept }
board-kept-clip = 🎞 Клипы выбраны (сцена·клип): { $kept }
board-left = ⤵️ Эта доска закрыта: продолжение ниже.

scene-title = <b>Сцена { $number } из { $count }</b>: { $words }
scene-swap-hint = Или возьмите картинку другой сцены (сцена·картинка). Если там выбрана именно она, две картинки поменяются местами:
own-question = 📎 Пришлите теперь картинку для сцены { $number } (JPEG, PNG или WebP, до 20 МБ). Файлом она сохранит полное качество. Это бесплатно.
own-taken = Сцена { $number }: беру вашу картинку.

scene-failed-still = ⚠️ <b>Картинка сцены { $number } не получилась</b>: { $why }.
scene-failed-clip = ⚠️ <b>Клип сцены { $number } не получился</b>: { $why }.
scene-failed-voice = ⚠️ <b>Голос не получился</b>: { $why }.
scene-failed-music = ⚠️ <b>Музыка не получилась</b>: { $why }.
scene-why-unsafe = модель отказалась: сочла это небезопасным
scene-why-stuck = модель не уложилась в своё время и была остановлена
scene-why-lost = это было сделано, но забрать вовремя не удалось
scene-why-damaged = пришло повреждённым
scene-why-refused = поставщик не принял запрос
scene-why-failed = модель завершилась с ошибкой
scene-cost = Это стоило { $cost }.
scene-cost-free = Ничего не списано.
scene-cost-nothing = ничего
scene-failed-next = Всё остальное сохранено и идёт дальше. Что мне сделать?

redo-title = 🔁 <b>Одна сцена заново</b>: новые картинки на выбор (🖼) или новый клип (🎞). Остальные остаются как есть, монтаж бесплатный.
redo-line = <b>{ $number }</b> · { $words }

wish-rewrite = Сцена { $scene }: опиши картинку другими, безобидными словами. Модель для картинок от неё отказалась; смысл и длину сохрани.
wish-rewrite-guided = Сцена { $scene }: пусть будет только { $product } на простом светлом фоне

button-scene = Сцена { $number }
button-keep = { $number }
button-kept = ✅ { $number }
button-making = ⏳
button-redo-short = 🔁 { $cost }
button-redo-still = 🔁 { $count ->
    [one] Новая картинка · { $cost }
    [few] { $count } новые картинки · { $cost }
   *[other] { $count } новых картинок · { $cost }
}
button-redo-clip = 🔁 Новый клип · { $cost }
button-surprise = 🎲 Удиви меня: лучшее из каждого
button-make-clips = ▶️ Сделать клипы · бесплатно
button-make-clips-uses = ▶️ Сделать клипы · { $cost } из ваших { $allowance }
button-make-clips-here = 🎬 Анимировать картинки здесь · бесплатно
button-make-cut = ✂️ Смонтировать · бесплатно
button-own = 📎 Взять свою картинку
button-swap = { $scene }·{ $number }
button-back = ◀️ Назад к доске
button-animate-clip = 🎬 Анимация вместо клипа · бесплатно
button-other-pictures = 🖼 Выбрать другую картинку
button-rewrite = ✏️ Переписать сцену
button-again = 🔁 Ещё раз · { $cost }
button-again-free = 🔁 Ещё раз · бесплатно
button-here-still = 🎬 Взять бесплатную анимацию
button-here-clip = 🎬 Взять бесплатную анимацию
button-here-voice = 🎬 Взять бесплатный голос
button-here-music = 🎬 Взять бесплатную музыку
button-redo-scenes = 🔁 Переделать сцену
button-anew-still = 🖼 { $number } · { $cost }
button-anew-clip = 🎞 { $number } · { $cost }

toast-kept-still = Сцена { $number }: выбрана картинка { $variant }.
toast-kept-clip = Сцена { $number }: выбран клип { $variant }.
toast-swapped = Теперь эта картинка в сцене { $number }.
toast-best = Выбрано по измерениям: самые чёткие и самые похожие на ваш продукт.
toast-pictures = Начинаю! Картинки делаются.
toast-redo = Начинаю! Будет ниже, когда получится.
toast-clips = Начинаю! Клипы делаются.
toast-cut = Начинаю! Видео монтируется.
toast-again = Начинаю! Пробую ещё раз.
toast-here = Начинаю! Делаю это здесь, бесплатно.
toast-board-changed = Тем временем что-то изменилось. Как сейчас, видно на доске.
toast-choose-first = Жду вашего выбора: доска ниже.
toast-own = Пришлите теперь картинку.
toast-rewrite = Переписываю сцену другими словами.
toast-count = Отныне картинок на сцену: { $count }.
toast-going-on = Начинаю! Иду дальше с того места, где остановилось.
