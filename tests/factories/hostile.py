"""What people and machines type into forms besides words."""

CODE = "</script>${7*7}<b>{{ 7*7 }}"
TURNED = "Olli \u202egro.elpmaxe\u202c שלום"
NUL = "ennen\x00jälkeen"
LONG = "x" * 10_000
