"""A small standalone witness (c2sp.org/tlog-witness). It loads no Django and knows no trust's database."""
