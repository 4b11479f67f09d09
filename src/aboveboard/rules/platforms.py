"""The catalogue of platforms: which of them are social media, and why.

Source: guidance S1.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlatformKind(StrEnum):
    """What people chiefly do there. Some settings of the trust look at games and professional networks alone."""

    NETWORK = "network"
    MESSAGING = "messaging"
    VIDEO = "video"
    GAME = "game"
    PROFESSIONAL = "professional"
    MARKETPLACE = "marketplace"
    OTHER = "other"
    NOT_SOCIAL_MEDIA = "not_social_media"


@dataclass(frozen=True, slots=True)
class Platform:
    """One way to be in touch. `key` is what facts, lists of agreed platforms and records hold."""

    key: str
    name: str
    kind: PlatformKind

    @property
    def is_social_media(self) -> bool:
        """Whether people make and share things there, or take part in a network. Source: guidance S1.4."""
        return self.kind is not PlatformKind.NOT_SOCIAL_MEDIA

    @property
    def why(self) -> str:
        """Why it is social media, or is not, in one sentence."""
        return WHY[self.kind]


WHY: dict[PlatformKind, str] = {
    PlatformKind.NETWORK: "It is social media: people share posts, pictures and messages there.",
    PlatformKind.MESSAGING: "It is social media: people share messages and pictures in groups and chats.",
    PlatformKind.VIDEO: "It is social media: people share videos, comments and messages there.",
    PlatformKind.GAME: "A game in which people can talk to each other is social media too.",
    PlatformKind.PROFESSIONAL: "A network for work life is social media like any other.",
    PlatformKind.MARKETPLACE: "People post things there and write to each other, so it is social media.",
    PlatformKind.OTHER: "Any site or app where people make and share things is social media.",
    PlatformKind.NOT_SOCIAL_MEDIA: "Texts, phone calls and e-mails are not social media.",
}

_K = PlatformKind

PLATFORMS: tuple[Platform, ...] = (
    Platform("facebook", "Facebook", _K.NETWORK),
    Platform("instagram", "Instagram", _K.NETWORK),
    Platform("snapchat", "Snapchat", _K.NETWORK),
    Platform("tiktok", "TikTok", _K.VIDEO),
    Platform("whatsapp", "WhatsApp", _K.MESSAGING),
    Platform("messenger", "Facebook Messenger", _K.MESSAGING),
    Platform("telegram", "Telegram", _K.MESSAGING),
    Platform("signal", "Signal", _K.MESSAGING),
    Platform("youtube", "YouTube", _K.VIDEO),
    Platform("twitch", "Twitch", _K.VIDEO),
    Platform("x", "X (Twitter)", _K.NETWORK),
    Platform("threads", "Threads", _K.NETWORK),
    Platform("bluesky", "Bluesky", _K.NETWORK),
    Platform("reddit", "Reddit", _K.NETWORK),
    Platform("discord", "Discord", _K.MESSAGING),
    Platform("pinterest", "Pinterest", _K.NETWORK),
    Platform("nextdoor", "Nextdoor", _K.NETWORK),
    Platform("strava", "Strava", _K.NETWORK),
    Platform("teams", "Microsoft Teams", _K.MESSAGING),
    Platform("google_classroom", "Google Classroom", _K.MESSAGING),
    Platform("classdojo", "ClassDojo", _K.MESSAGING),
    Platform("linkedin", "LinkedIn", _K.PROFESSIONAL),
    Platform("game", "A game with chat, such as Roblox or Fortnite", _K.GAME),
    Platform("marketplace", "A site for selling things, such as Vinted or eBay", _K.MARKETPLACE),
    Platform("dating", "A dating app", _K.OTHER),
    Platform("other", "Another site or app where people share things", _K.OTHER),
    Platform("text_message", "Text messages", _K.NOT_SOCIAL_MEDIA),
    Platform("phone", "Phone calls", _K.NOT_SOCIAL_MEDIA),
    Platform("email", "E-mail", _K.NOT_SOCIAL_MEDIA),
)

_BY_KEY = {platform.key: platform for platform in PLATFORMS}
_LOOSER_FOR_SOME = frozenset({PlatformKind.GAME, PlatformKind.PROFESSIONAL, PlatformKind.NOT_SOCIAL_MEDIA})


def find_platform(key: str) -> Platform | None:
    """The platform with `key`, or None."""
    return _BY_KEY.get(key)


def strictest(keys: tuple[str, ...]) -> str:
    """The one of several platforms for which the decision is never looser than for another. `keys` is not empty.

    A trust may treat games and professional networks more loosely for adults; so they come last.
    """
    return min(
        keys, key=lambda key: (platform := _BY_KEY.get(key)) is not None and platform.kind in _LOOSER_FOR_SOME
    )
