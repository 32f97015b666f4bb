# Модели, оповещения и рассылки, для администраторов.

models-title = 🧠 <b>Модели</b>: кто что делает и по какой цене
models-model = { $mark } <b>{ $kind }</b>: <code>{ $model }</code>, USD { $usd } за { $metric }
models-here = 🏠 <b>{ $kind }</b>: делается на этой машине, бесплатно
models-off = ⏸ Выключена: части, которым она нужна, ждут.
models-unused = За тридцать дней не вызывалась.
models-runs = За тридцать дней: запусков { $runs }, сбоев { $failed }, списано USD { $usd }.
models-as-told = Цена проверена: запуск стоил в среднем USD { $paid }, ожидалось { $expected }.
models-dearer = ⚠️ Дороже, чем в таблице: запуск стоил в среднем USD { $paid }, ожидалось { $expected }.
models-file = <i>Модели каждого вида называет таблица (MODELS_FILE), первой стоит её собственная.</i>
models-default-own = ⭐ По умолчанию: как в каталоге. { $count ->
    [one] Есть ещё { $count } на выбор.
    [few] Есть ещё { $count } на выбор.
   *[other] Есть ещё { $count } на выбор.
}
models-default-chosen = ⭐ По умолчанию: выбрана здесь. В каталоге стоит <code>{ $own }</code>.
models-default-only = ⭐ По умолчанию: единственная модель этого вида в каталоге.
models-ignored-gone = ⚠️ Здесь выбрали <code>{ $model }</code>, но в каталоге её больше нет: работает модель каталога.
models-ignored-off = ⚠️ Здесь выбрали <code>{ $model }</code>, но она выключена: работает модель каталога.
models-choose = 🔀 <b>{ $kind }</b>: какая модель будет по умолчанию?
models-choose-note = <i>Действует для того, что одобрят с этого момента. Одобренное раньше сохраняет модель и цену, а обученный стиль бренда важнее.</i>
metric-image_output_count = картинку
metric-video_output_count = клип
metric-video_output_duration_seconds = секунду видео
metric-audio_output_count = запись
metric-audio_output_duration_seconds = секунду звука
metric-character_input_count = знак текста
metric-predict_time = секунду машины
kind-still = Картинки
kind-branded = Картинки в стиле бренда
kind-clip = Клипы
kind-voice = Голос
kind-music = Музыка
kind-training = Обучение

alert-raised = 🚨 <b>{ $words }</b>
alert-over = ✅ Прошло: { $words }
alert-queue = Работа копится. Хватает ли воркеров? Подробнее в /health.
alert-answers = Люди ждут ответа. Может, модель чата недоступна?
alert-messages = Сообщения не уходят. Telegram недоступен или тормозит нас?
alert-making = Что-то не двигается: загляните в /jobs, разбудите или остановите.
alert-provider = Провайдер часто даёт сбой. /models выключает модель, /pause приостанавливает всё.
alert-tries = Платные запуски просрочены, или неизвестно, дошли ли они. Их ищут каждые несколько секунд; подробнее на странице провайдера.
alert-orphans = Провайдер взял деньги за запуски, которых никто не просил. Они остановлены и записаны.
alert-budget = Предел на сегодня близко: выше него ничего платного не начнётся до полуночи UTC.
alert-connections = У базы осталось мало соединений.
alert-storage = Файлы не убрать в хранилище: они ждут на этой машине и попадут туда позже; ничего не теряется и не покупается дважды. В чём дело, скажет <code>briefcut doctor</code>.
alert-disk = Мало места: без него ролики нельзя ни сделать, ни сохранить.
alert-database = То, что тогда записывалось, повторится само. Если это были не вы, загляните в её журнал.
health-database = Postgres запущен заново { $at } UTC

broadcast-usage = 📣 Напишите после команды, что должны знать все, например <code>/broadcast Мы снова здесь!</code> Жирный шрифт, ссылки и строки останутся как есть. Ничего не уйдёт, пока вы этого не увидите.
broadcast-draft = 👆 <b>Так это будет выглядеть.</b> Кому: { $whom } ({ $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[other] { $count } человек
})
broadcast-dropped = 🗑 Черновика больше нет. Никому не сказано.
broadcast-sending = 📣 <b>Отправляется</b>
broadcast-done = ✅ <b>Сказано всем.</b>
broadcast-stopped = 🛑 <b>Остановлено.</b> Больше никому не скажем.
broadcast-bar = { $bar } { $done } из { $total }
broadcast-sums = сказано { $sent }, заблокировали бота { $blocked }, сбоев { $failed }
audience-all = всем
audience-active = кто писал за 30 дней
audience-paying = у кого есть план
audience-en = кто читает по-английски
audience-es = кто читает по-испански
audience-ru = кто читает по-русски

button-model-off = ⏸ { $kind }
button-model-on = ▶️ { $kind }
button-models-choose = 🔀 { $kind }
button-model-default = ⭐ { $name }
button-model-other-off = ⏸ { $name }
button-model-other-on = ▶️ { $name }
button-models-back = ‹ Все модели
button-audience-all = Всем
button-audience-active = Активным
button-audience-paying = С планом
button-audience-en = Английский
button-audience-es = Испанский
button-audience-ru = Русский
button-broadcast-send = 📣 Отправить ({ $count })
button-broadcast-drop = 🗑 Выбросить
button-broadcast-stop = Остановить

toast-model-off = Больше её ни о чём не просим.
toast-model-on = Её снова просят.
toast-model-other = По умолчанию теперь другая модель.
toast-model-default = С этого момента она по умолчанию.
toast-model-is-off = Она выключена: сначала включите её.
toast-broadcast-begun = Это уже не черновик.
toast-broadcast-other-count = Число людей изменилось: взгляните снова.
toast-broadcast-sending = Отправляется.
toast-broadcast-stopped = Остановлено.
toast-broadcast-over = Уже не отправляется.
