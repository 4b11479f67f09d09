"""Invented people's names, of many origins and scripts, chosen by the caller's own seeded random."""

from __future__ import annotations

from random import Random

# Given names and family names of one origin belong together; in the demo about as many as a school would meet.
_ORIGINS: tuple[tuple[int, str, str], ...] = (
    (
        40,
        "Alfie Amelia Archie Arthur Ava Charlie Daisy Edward Ella Emily Evie Florence Freddie Freya George Grace"
        " Harry Henry Isla Ivy Jack James Jessica Joseph Leo Lily Lucy Matilda Mia Noah Oliver Olivia Oscar Poppy"
        " Rosie Ruby Samuel Sophie Theo Thomas William Willow",
        "Allen Atkins Bailey Barker Bennett Booth Brook Carter Clarke Collins Cooper Dawson Ellis Fletcher Foster"
        " Gibson Green Hall Harrison Hartley Hughes Jackson Kirk Lister Marsh Mason Nuttall Palmer Parkin Pearson"
        " Reid Robson Shaw Slater Stead Thorpe Turner Wade Walker Ward Webb Whitaker Wood Wright",
    ),
    (
        9,
        "Aisha Amir Ayaan Bilal Fatima Hamza Hana Ibrahim Khadija Maryam Musa Omar Safiya Yusuf Zahra Zain",
        "Ahmed Akhtar Ali Begum Chaudhry Hussain Iqbal Khan Mahmood Malik Mirza Qureshi Rashid Shah Siddiqui",
    ),
    (
        6,
        "Aarav Ananya Arjun Diya Ishaan Kavya Meera Nikhil Priya Rohan Saanvi Vikram",
        "Bose Das Gupta Iyer Joshi Kapoor Menon Mishra Nair Patel Rao Sharma Verma",
    ),
    (
        4,
        "Gurpreet Harleen Jasleen Manpreet Navdeep Simran Sukhvir",
        "Bains Dhillon Gill Sandhu Sidhu Kaur Singh",
    ),
    (
        6,
        "Ada Chidi Chioma Emeka Ife Kemi Ngozi Obinna Seun Tobi Tolu",
        "Adebayo Afolabi Eze Nwachukwu Okafor Oyelaran",
    ),
    (3, "Abena Akosua Efua Kofi Kojo Kwame Yaa", "Appiah Asante Boateng Mensah Osei Owusu"),
    (
        7,
        "Aleksandra Antoni Filip Hanna Jakub Kacper Lena Maja Oliwia Szymon Zofia",
        "Dąbrowska Jabłoński Krawczyk Łuczak Mazur Nowicki Wójcik Zieliński",
    ),
    (3, "Andrei Elena Ioana Luca Matei Sofia Ștefan", "Ciobanu Dumitru Ionescu Munteanu Țurcanu"),
    (3, "Bảo Hiếu Linh Mai Minh Ngọc Thảo", "Bùi Đặng Nguyễn Phạm Trần Vũ"),
    (
        3,
        "Ciarán Niamh Oisín Róisín Saoirse Tadhg",
        "Ó_Briain Nic_Dhonnchadha O'Sullivan O'Driscoll Ní_Mhurchú",
    ),
    (2, "Carys Dylan Ffion Gethin Lowri Rhys", "ap_Rhys Cadwaladr Llewellyn Prydderch Prys"),
    (2, "Beatriz Davi Inês João Lourenço Matilde", "de_Almeida dos_Santos Gonçalves Magalhães"),
    (2, "Alejandra Iñaki Lucía Mateo Ximena", "García_Peña Ibáñez Muñoz Rodríguez_Ávila"),
    (2, "Ayşe Can Deniz Elif Emir Zeynep", "Çelik Demir Öztürk Şahin Yılmaz"),
    (2, "Ахмед Данило Катерина Оксана Соломія Тарас", "Бондаренко Гнатюк Коваленко Мельник Ткаченко"),
    (2, "أمل ليان محمد نور يوسف سلمى", "الأحمد الخطيب النجار حداد منصور"),
    (1, "عائشہ حمزہ زینب فہد", "بٹ خان قریشی"),
    (2, "சரண்யா முருகன் கவிதா அருண்", "கந்தசாமி சுப்பிரமணியம் நடராஜன்"),
    (2, "嘉欣 子轩 雨桐 志明", "李 王 陈 张"),
    (1, "ትዕግስት ዳዊት ሃና", "ተስፋዬ ገብረ"),
    (1, "Mwansa Thabo Lindiwe Sipho", "Dlamini Khumalo Nkosi"),
    (1, "Ariel Noa Eitan Shira", "Ben-David Goldstein Mizrahi"),
    (1, "Kaia Sione Leilani Malakai", "Fa'asavalu Tau'olo"),
    (1, "Jean-Luc Marie-Ève Élodie Loïc", "D'Aubigné Lefèvre St-Pierre"),
)

_POOLS = tuple(
    (weight, tuple(given.split()), tuple(name.replace("_", " ") for name in family.split()))
    for weight, given, family in _ORIGINS
)
_WEIGHTS = tuple(weight for weight, _, _ in _POOLS)


class Names:
    """Draws names. `family()` gives a family name with the index of its origin, `given(origin)` fits it."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def family(self) -> tuple[str, int]:
        origin = self.random.choices(range(len(_POOLS)), _WEIGHTS)[0]
        return self.random.choice(_POOLS[origin][2]), origin

    def given(self, origin: int) -> str:
        return self.random.choice(_POOLS[origin][1])
