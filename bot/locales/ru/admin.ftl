# Что читают и нажимают администраторы. Время — UTC.

admin-held = ⏸ <b>Всё приостановлено</b> ({ $name }). { $count ->
    [one] Ждёт { $count } ролик или обучение
    [few] Ждут { $count } ролика и обучения
   *[other] Ждут { $count } роликов и обучений
}; продолжение после /resume. Начатое завершится, оплаченное будет забрано, новое не начнётся.
admin-held-why = Почему: { $reason }
admin-held-already = ⏸ Всё уже приостановлено.
admin-going = ▶️ <b>Всё продолжается</b> ({ $name }). { $count ->
    [one] Разбужен { $count } ролик или обучение.
    [few] Разбужены { $count } ролика и обучения.
   *[other] Разбужено { $count } роликов и обучений.
}
admin-going-already = ▶️ Ничего не приостановлено.
admin-nobody = Здесь нет никого с именем { $wanted }. Нужен Telegram id или @имя.

health-well = 💚 <b>Всё в порядке.</b>
health-ill = ❗ <b>{ $count ->
    [one] Внимания требует { $count } пункт
    [few] Внимания требуют { $count } пункта
   *[other] Внимания требуют { $count } пунктов
}.</b>
health-paused = ⏸ <b>Создание приостановлено.</b> Почему: { $reason }
health-line = { $mark } { $words }
health-queue = Очередь: к работе { $count }; люди ждут { $chat } с, работа { $work } с
health-answers = Ответы: открыто { $count }, старейший { $seconds } с
health-messages = Сообщения: не отправлено { $count }, старейшее { $seconds } с
health-making = Части роликов: в работе { $processing }, ждут { $queued }, сбоев за день { $failed }; застряло роликов: { $stuck }
health-provider = Провайдер: за полчаса не удалось { $failed } из { $runs } запусков ({ $model })
health-tries = Платные попытки: открыто { $count }, просрочено { $overdue }, неизвестно { $seconds } с
health-orphans = Списания без заказа сегодня: { $count } (USD { $usd })
health-budget = Бюджет на сегодня: USD { $used } из { $ceiling }
health-connections = Соединения с базой: { $used } из { $most }
health-disk = Диск: свободно { $gigabytes } ГБ
health-began = <i>Postgres работает с { $at } UTC.</i>

audit-title = 🧾 <b>Журнал действий</b>
audit-title-of = 🧾 <b>Журнал действий: { $name }</b>
audit-none = Пока в нём ничего нет.
audit-entry = <code>{ $at }</code> { $actor }: <b>{ $action }</b>{ $subject }{ $details }

button-generation-off = ⏸ Приостановить всё
button-generation-on = ▶️ Продолжить
button-health-again = 🔄 Взглянуть снова
button-audit-older = Раньше ›

toast-generation-off = Приостановлено.
toast-generation-on = Продолжается.
toast-health = Обновлено.
