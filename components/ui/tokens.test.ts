import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Reads the tokens from the stylesheet itself and measures contrasts as WCAG 2 defines them. */
const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';

/** Relative luminance of an OKLCH colour that lies within sRGB (matrices of CSS Color 4, and Ottosson's of Oklab). */
function luminance(lightness: number, chroma: number, hue: number): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channel = (value: number) => Math.min(1, Math.max(0, value));
  const red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function luminanceOf(token: string, theme: Theme): number {
  const oklch = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;
  const match = new RegExp(String.raw`--color-${token}: light-dark\(${oklch}, ${oklch}\);`).exec(css);
  if (!match) throw new Error(`no token ${token}`);
  const [l, c, h] = match.slice(theme === 'light' ? 1 : 4).map(Number);
  return luminance(l ?? 0, c ?? 0, h ?? 0);
}

function contrast(one: string, other: string, theme: Theme): number {
  const [a, b] = [luminanceOf(one, theme), luminanceOf(other, theme)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const SURFACES = ['canvas', 'surface', 'surface-raised', 'surface-sunken'];
const STATUSES = ['success', 'failure', 'timeout', 'pending', 'held'];

const TEXTS: [text: string, surfaces: string[]][] = [
  ['text', [...SURFACES, 'accent-soft', ...STATUSES.map((status) => `${status}-soft`)]],
  ['text-muted', [...SURFACES, ...STATUSES.map((status) => `${status}-soft`)]],
  ['accent', [...SURFACES, 'accent-soft']],
  ['failure', [...SURFACES, 'failure-soft']],
  ...STATUSES.map((status): [string, string[]] => [status, ['surface', 'surface-raised', `${status}-soft`]]),
  // In code.
  ...['success', 'timeout', 'held'].map((token): [string, string[]] => [token, ['surface-sunken']]),
  ['on-accent', ['accent', 'accent-strong']],
  ['on-failure', ['failure', 'failure-strong']],
];

/** Borders of controls, switches, marks and the focus ring, on whatever they may stand. */
const PARTS: [part: string, surfaces: string[]][] = [
  ['border-strong', SURFACES],
  ['accent', SURFACES],
  ['focus', [...SURFACES, 'accent-soft', ...STATUSES.map((status) => `${status}-soft`)]],
  ['surface', ['border-strong', 'accent']],
];

describe.each(['light', 'dark'] as const)('tokens, %s', (theme) => {
  it.each(TEXTS)('text in %s has 4.5:1 on %j', (text, surfaces) => {
    const measured = surfaces.map((surface) => [surface, contrast(text, surface, theme)]);
    expect(measured.filter(([, ratio]) => Number(ratio) < 4.5)).toEqual([]);
  });

  it.each(PARTS)('%s has 3:1 on %j', (part, surfaces) => {
    const measured = surfaces.map((surface) => [surface, contrast(part, surface, theme)]);
    expect(measured.filter(([, ratio]) => Number(ratio) < 3)).toEqual([]);
  });
});
