/** Looks of the panel; `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Remembers the choice of this browser; absent for `system`. */
export const THEME_COOKIE = 'voki_theme';

/** `value` as a theme; whatever is none follows the device. */
export function themeOf(value: unknown): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}
