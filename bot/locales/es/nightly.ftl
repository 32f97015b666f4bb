# El último día en cifras, para quien administra.

digest-title = <b>Las últimas 24 horas</b> · { $day }
digest-people = • Personas que escribieron: { $people }, por primera vez: { $newcomers }
digest-ads = • Anuncios empezados: { $ads }, terminados: { $completed }, fallidos: { $failed }
digest-messages = • Mensajes: { $count }
digest-spent = • Gastado: { $sum } USD
digest-orphans = ⚠️ Trabajos de un proveedor que no son de nadie: { $count }
digest-waiting = • Personas que esperan a ser borradas: { $count }
