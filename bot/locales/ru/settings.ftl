# Чего человек хочет от всех своих роликов.

settings-title = ⚙️ <b>Настройки</b>
setting-line = { $label }: <b>{ $value }</b>
setting-head = <b>{ $label }</b>
setting-chosen = ● { $label }
setting-count = { $count ->
    [one] { $count } картинка
    [few] { $count } картинки
   *[other] { $count } картинок
}
setting-language = 🌐 Язык
setting-zone = 🕒 Часовой пояс
setting-voice = 🗣 Голос
setting-captions = 💬 Субтитры
setting-sound = 🔔 Уведомления
setting-craft = ✍️ Работа над сценарием
setting-pictures = 🖼 Картинок на сцену
setting-lane = ⚡ Путь к видео
setting-about-language = Язык, на котором я вам пишу. Ролики пишутся на том языке, на котором вы о них рассказываете.
setting-about-zone = Дни и время показываются в этом поясе.
setting-about-voice = Кто говорит в роликах, которые будут сделаны теперь. Готовый голос остаётся со своим роликом.
setting-about-captions = Как писать сказанное на роликах, которые будут сделаны теперь, если в самом ролике не попросить иначе.
setting-about-sound = Без звука телефон молчит, что бы я ни прислал, даже готовое видео.
setting-about-craft = Сколько работы вложить, прежде чем показать сценарий: первый черновик как есть, сравнить три угла или ещё и улучшить лучший. Цены показывает /craft.
setting-about-pictures = Из скольких картинок выбирать для каждой сцены. Больше картинок стоит больше; цена на кнопке.
setting-about-lane = Выбрать картинки, прежде чем платить за движение, или сделать всё сразу. Эта кнопка будет первой.
voice-female = женский
voice-male = мужской
captions-auto = под ролик
captions-highlight = слово за словом
captions-bar = спокойная полоса
captions-pop = крупно и живо
captions-off = без субтитров
sound-on = со звуком
sound-off = без звука
lane-board = сначала картинки
lane-fast = всё сразу
zone-los-angeles = Лос-Анджелес
zone-mexico-city = Мехико
zone-chicago = Чикаго
zone-bogota = Богота
zone-new-york = Нью-Йорк
zone-sao-paulo = Сан-Паулу
zone-london = Лондон
zone-madrid = Мадрид
zone-berlin = Берлин
zone-kyiv = Киев
zone-istanbul = Стамбул
zone-moscow = Москва
zone-dubai = Дубай
zone-almaty = Алматы
zone-delhi = Дели
zone-singapore = Сингапур
zone-tokyo = Токио
zone-sydney = Сидней
city-question = В каком вы городе? Ответьте на это сообщение его названием по-английски, например <i>Lisbon</i> или <i>Buenos Aires</i>.
city-hint = Город, например: Lisbon
city-unknown = Нет часового пояса с названием «{ $city }». Попробуйте ближайший большой город, по-английски.

button-settings = ‹ Настройки
button-city = Другой город …
toast-set = Выбрано: { $value }
toast-city = Напишите название города.
