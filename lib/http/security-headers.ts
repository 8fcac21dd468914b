/** A year: long enough for browsers' preload lists, short enough to outlive a mistake. */
const HSTS_SECONDS = 365 * 24 * 60 * 60;

/** What a page may use of the device: nothing but writing to the clipboard, for the Copy buttons. */
const FEATURES_OFF = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/**
 * On every answer, pages, JSON and files alike. The content policy is the one of answers that are no page: nothing in
 * them may run, load or be framed; pages bring their own (proxy.ts), which takes its place.
 * @param https whether people reach the panel by https
 */
export function securityHeaders(https: boolean): Record<string, string> {
  return {
    'content-security-policy':
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'x-content-type-options': 'nosniff',
    // For browsers that do not know frame-ancestors.
    'x-frame-options': 'DENY',
    // Ids of webhooks stand in addresses. Not `no-referrer`, under which browsers send forms with `Origin: null`.
    'referrer-policy': 'same-origin',
    'permissions-policy': `clipboard-write=(self), ${FEATURES_OFF.map((feature) => `${feature}=()`).join(', ')}`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(https && { 'strict-transport-security': `max-age=${HSTS_SECONDS}` }),
  };
}

interface PagePolicyOptions {
  /** 128 random bits or more, new for every answer. */
  nonce: string;
  https: boolean;
  /** Next's development server evaluates code and writes styles of its own. */
  development: boolean;
  /** Where a form of ours may lead besides ourselves: the identity provider. */
  formTarget: string | null;
}

/**
 * The content policy of a page. Scripts run by nonce alone, and what they load runs with them; no inline script or
 * handler does. Style attributes are allowed: the server writes widths of bars into them, and they run nothing.
 */
export function pagePolicy({ nonce, https, development, formTarget }: PagePolicyOptions): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self'${development ? " 'unsafe-inline'" : ''}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action 'self'${formTarget ? ` ${formTarget}` : ''}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}
