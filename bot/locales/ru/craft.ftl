# Углы, «почему такой сценарий?» и сколько работы вложить, прежде чем сценарий показан.

why-title = 💡 <b>Почему такой сценарий?</b>
why-title-old = 💡 <b>Почему версия { $revision }?</b>
why-chosen = Он рассказывает «<b>{ $name }</b>»: { $idea }
why-won = Из трёх углов у него больше всего баллов: { $total } из 50.
why-tapped = Этот угол выбрали вы; у него { $total } из 50 баллов.
why-kept = У него { $total } из 50 баллов.
why-edited = С тех пор, как углы взвешивались, он изменён; теперь у него { $total } из 50 баллов.
why-mark =
    <b>{ $label }</b>  <code>{ $bar }</code> { $score }
    <i>{ $reason }</i>
why-label-hook = Зацепка
why-label-clarity = Ясность
why-label-brand_fit = Подходит бренду
why-label-platform_fit = Подходит площадке
why-label-call_to_action = Призыв
why-others = <b>Другие углы</b>
why-other = «{ $name }» · { $total } из 50. { $idea } <i>Слабее всего: { $weakest }.</i>
why-other-unmarked = «{ $name }». { $idea }
why-improved = Сценарий прошёл { $rounds ->
    [one] { $rounds } круг доработки
    [few] { $rounds } круга доработки
   *[other] { $rounds } кругов доработки
}, по словам самого критика.
why-by-rules = <i>Оценено по правилам: каждый балл опирается на то, что измерено в сценарии.</i>
why-by-model = <i>Оценено критиком-ИИ ({ $critic }) до показа сценария.</i>
why-unknown = Уже не скажу, как появилась эта версия: она написана раньше, чем это стало сохраняться.
why-no-script = Сценария пока нет. Когда он будет, здесь будет сказано, почему он такой.

craft-title = ⚙️ <b>Насколько тщательно пишутся сценарии</b>
craft-off = <b>Выключено</b> · { $price }: первый набросок как есть.
craft-fast = <b>Быстро</b> · { $price }: взвешиваются три угла, лучший развивается; два других — одно нажатие.
craft-thorough = <b>Тщательно</b> · { $price }: три угла, два лучших развиваются и оцениваются снова, победитель один раз дорабатывается по словам критика.
craft-guided-thorough = <b>Тщательно</b> · { $price }: три угла, каждый в нескольких вариантах, показан лучший.
craft-now = ➡️ { $line }
craft-free = бесплатно
craft-price = около { $price } USD за сценарий
craft-scope = Это действует для этого ролика и для новых после него. У съёмки своя цена, на её кнопке.
craft-set-script = Нынешний сценарий остаётся как есть.
craft-level-off = выключено
craft-level-fast = быстро
craft-level-thorough = тщательно

button-angle = 🔀 Другой угол: { $name }
button-why = 💡 Почему такой сценарий?
button-craft = ⚙️ Тщательность: { $level }
button-level = { $level } · { $price }
button-new-angles = 🎲 Три новых угла

line-angle = Другой угол: { $name }
line-new-angles = Три новых угла

toast-angle = Рассказываю с другого угла.
toast-new-angles = Взвешиваю три новых угла.
toast-angle-busy = Уже занят: пишу ответ по этому ролику.
toast-why = Вот почему.
toast-craft = Вот варианты.
toast-level = Отныне: { $level }.

note-angles = ищу три угла
note-marks = взвешиваю углы
note-improve = дорабатываю сценарий
