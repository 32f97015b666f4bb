"""`python -m briefcut` is `briefcut`."""

from briefcut.cli import main

raise SystemExit(main())
