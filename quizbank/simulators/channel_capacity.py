"""Limits of a channel: Nyquist (no noise) and Shannon (with noise)."""

from math import log2

__all__ = ["channel_limit", "nyquist_capacity", "shannon_capacity", "snr_from_db"]


def nyquist_capacity(bandwidth_hz: float, states: int) -> float:
    """Largest bit rate of a noiseless low-pass channel whose symbols take `states` values: 2 W log2 V."""
    if states < 2:
        raise ValueError("a symbol needs at least two states")
    return 2 * bandwidth_hz * log2(states)


def shannon_capacity(bandwidth_hz: float, snr: float) -> float:
    """Largest bit rate of a noisy channel; `snr` is the ratio S/N, not decibels: W log2(1 + S/N)."""
    return bandwidth_hz * log2(1 + snr)


def snr_from_db(decibels: float) -> float:
    """The ratio S/N of a signal-to-noise ratio in decibels: 10 ** (dB / 10)."""
    return 10 ** (decibels / 10)


def channel_limit(bandwidth_hz: float, states: int, snr: float) -> float:
    """The smaller of both limits: what symbols of `states` values can carry over a channel with that S/N."""
    return min(nyquist_capacity(bandwidth_hz, states), shannon_capacity(bandwidth_hz, snr))
