"""Settings: `base` holds what is always so; `demo`, `production` and `test` say only what differs."""
