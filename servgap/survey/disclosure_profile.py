"""How small groups are kept from being recognised: named profiles, called as statistical offices call them.

Primary and secondary (complementary) suppression, merging of categories and rounding to a base are those of Hundepool
et al. (2012).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from servgap.errors import reports as errors


@dataclass(frozen=True)
class Profile:
    """What is done about groups that are too small to be shown.

    Parameters
    ----------
    name
        What it is asked for by.
    complements
        Whether others are hidden with them, so that totals do not give them away.
    pooled
        Whether those that are hidden are shown together as one group, where that is possible.
    base
        Of which number all counts of respondents that are written are multiples.
    fewer
        With how many decimals fewer than usual all values are written that are in points, shares or points of an index.
    """

    name: str
    complements: bool = True
    pooled: bool = False
    base: int = 1
    fewer: int = 0

    @property
    def rounds(self) -> bool:
        """Whether what is written is rounded in tables and workbooks too."""
        return self.base > 1 or self.fewer > 0


PRIMARY = Profile("primary", complements=False)
COMPLEMENTARY = Profile("complementary")
MERGED = Profile("merged", pooled=True)
ROUNDED = Profile("rounded", base=5, fewer=1)
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {each.name: each for each in (PRIMARY, COMPLEMENTARY, MERGED, ROUNDED)}
)


def profile_of(name: object) -> Profile:
    """Find a profile by its name.

    Raises
    ------
    ServgapError
        If there is none of that name.

    Examples
    --------
    >>> profile_of("rounded").base
    5
    """
    found = PROFILES.get(name) if isinstance(name, str) else None
    if found is None:
        raise errors.unknown_profile(name, tuple(PROFILES))
    return found
