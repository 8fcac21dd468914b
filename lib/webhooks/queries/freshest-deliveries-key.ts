/** To be invalidated when there may be news: the next poll then comes at once, and what is shown stays where it is. */
export function freshestDeliveriesKey(webhookId: string) {
  return ['freshest deliveries', webhookId] as const;
}
