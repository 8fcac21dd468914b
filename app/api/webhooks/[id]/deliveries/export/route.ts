import { apiActor } from '@/lib/auth/api-guard';
import { parseQuery } from '@/lib/http/parse';
import { otherMethods, route } from '@/lib/http/route';
import { textStream } from '@/lib/http/text-stream';
import { readerOf } from '@/lib/i18n/reader';
import { exportQuery } from '@/lib/webhooks/schemas';
import { exportDeliveries } from '@/lib/webhooks/services/export-deliveries';

/**
 * `?status=&event=&test=&since=&until=&q=` → the deliveries of the filter as CSV, the newest first, at most 100,000 of
 * them. Words, separator and times are those of the reader: their language and the zone that their browser told.
 */
export const GET = route<{ id: string }>(
  'GET /api/webhooks/{id}/deliveries/export',
  async (request, { id }) => {
    const actor = await apiActor(request, 'read');
    const { lines, name } = await exportDeliveries(
      actor,
      id,
      parseQuery(exportQuery, request),
      readerOf(request, actor.locale),
    );
    return new Response(textStream(lines, 'GET /api/webhooks/{id}/deliveries/export'), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      },
    });
  },
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
