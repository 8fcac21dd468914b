import { type ClassValue, clsx } from 'clsx';

/**
 * Joins class names. Nothing is merged: of two classes for one property the stylesheet's order decides, not the
 * caller's. What a caller may override, a primitive therefore sets with the `base:` variant (globals.css). The browser
 * tests look for conflicts on every page; the library that would resolve them in the browser is 9 kB of each.
 */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
