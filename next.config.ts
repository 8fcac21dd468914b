import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin({
  requestConfig: './lib/i18n/request.ts',
  // Texts are compiled with the pages, so that no browser has to load a parser for them (9 kB).
  experimental: {
    messages: {
      path: './lib/i18n/messages',
      format: 'json',
      locales: ['en', 'pt-BR'],
      sourceLocale: 'en',
      precompile: true,
    },
  },
});

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // No page uses Next's image optimiser, which fetches addresses of ours for anybody who asks: it is off, 404.
  images: { unoptimized: true },
  // `npm test` checks types; here it would double the time of the first start.
  typescript: { ignoreBuildErrors: true },
  // A lock file in a parent folder would otherwise move the workspace root.
  turbopack: { root: import.meta.dirname },
  // Native and connection packages must stay one copy per process, outside the bundles.
  serverExternalPackages: [
    'pg',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@node-rs/argon2',
    'pino',
    'nodemailer',
  ],
};

export default withNextIntl(config);
