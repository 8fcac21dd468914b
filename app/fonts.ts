import localFont from 'next/font/local';

/*
 * Served by this application itself, from the fontsource packages. next/font preloads them and sizes the
 * fallback alike, so that nothing moves when they arrive. The Latin files hold all of English and Portuguese.
 */
export const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter',
});

export const jetBrainsMono = localFont({
  src: '../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
  weight: '100 800',
  variable: '--font-jetbrains-mono',
  // Few characters of a page are set in it, and none of the first sight.
  preload: false,
  adjustFontFallback: false,
});
