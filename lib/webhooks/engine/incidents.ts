import { endIncidents, openIncidents } from '@/lib/webhooks/data/incidents';

/** Ends what is over before it begins what is new, so that a webhook that failed anew gets an incident of its own. */
export async function watchIncidents(): Promise<void> {
  await endIncidents();
  await openIncidents();
}
