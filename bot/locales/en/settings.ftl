# What a person wishes of all their ads.

settings-title = ⚙️ <b>Settings</b>
setting-line = { $label }: <b>{ $value }</b>
setting-head = <b>{ $label }</b>
setting-chosen = ● { $label }
setting-count = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
setting-language = 🌐 Language
setting-zone = 🕒 Time zone
setting-voice = 🗣 Voice
setting-captions = 💬 Captions
setting-sound = 🔔 Notifications
setting-craft = ✍️ Script care
setting-pictures = 🖼 Pictures a scene
setting-lane = ⚡ Way to the video
setting-about-language = The language I write to you in. Your ads are written in the language in which you tell me about them.
setting-about-zone = Days and times are shown in this zone.
setting-about-voice = Who speaks in videos made from now on. A voice that is made already stays with its ad.
setting-about-captions = How the spoken words are written on videos made from now on, unless you ask for something else in an ad.
setting-about-sound = With sound off nothing I send makes your phone ring, not even a finished video.
setting-about-craft = How much is done before a script is shown: the first draft as it comes, three angles weighed, or the best of them improved as well. /craft shows what each costs.
setting-about-pictures = How many pictures of each scene there are to choose from. More pictures cost more; the price is on the button.
setting-about-lane = Choose pictures before motion is paid for, or have everything made at once. The button for it comes first.
voice-female = a woman
voice-male = a man
captions-auto = to suit the ad
captions-highlight = word by word
captions-bar = quiet bar
captions-pop = large and lively
captions-off = none
sound-on = with sound
sound-off = silent
lane-board = pictures first
lane-fast = all at once
zone-los-angeles = Los Angeles
zone-mexico-city = Mexico City
zone-chicago = Chicago
zone-bogota = Bogotá
zone-new-york = New York
zone-sao-paulo = São Paulo
zone-london = London
zone-madrid = Madrid
zone-berlin = Berlin
zone-kyiv = Kyiv
zone-istanbul = Istanbul
zone-moscow = Moscow
zone-dubai = Dubai
zone-almaty = Almaty
zone-delhi = Delhi
zone-singapore = Singapore
zone-tokyo = Tokyo
zone-sydney = Sydney
city-question = In which city are you? Reply to this message with its name in English, such as <i>Lisbon</i> or <i>Buenos Aires</i>.
city-hint = A city, such as: Lisbon
city-unknown = No time zone is named after “{ $city }”. Please try the largest city near you, in English.

button-settings = ‹ Settings
button-city = Another city …
toast-set = Set: { $value }
toast-city = Write the name of a city.
