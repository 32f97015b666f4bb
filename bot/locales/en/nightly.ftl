# The last day in figures, for admins.

digest-title = <b>The last 24 hours</b> · { $day }
digest-people = • People who wrote: { $people }, for the first time: { $newcomers }
digest-ads = • Ads begun: { $ads }, finished: { $completed }, failed: { $failed }
digest-messages = • Messages: { $count }
digest-spent = • Spent: { $sum } USD
digest-orphans = ⚠️ Runs of a provider that are nobody's: { $count }
digest-waiting = • People waiting to be removed: { $count }
