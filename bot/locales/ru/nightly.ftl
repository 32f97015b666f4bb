# Последние сутки в цифрах, для администраторов.

digest-title = <b>Последние 24 часа</b> · { $day }
digest-people = • Писали людей: { $people }, впервые: { $newcomers }
digest-ads = • Роликов начато: { $ads }, готово: { $completed }, не вышло: { $failed }
digest-messages = • Сообщений: { $count }
digest-spent = • Потрачено: { $sum } USD
digest-orphans = ⚠️ Ничьих задач у сервисов: { $count }
digest-waiting = • Людей ждут удаления: { $count }
