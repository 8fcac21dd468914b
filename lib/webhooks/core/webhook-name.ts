/** How pages call a webhook: by its description, else by the address without its scheme. */
export function webhookName({ description, url }: { description: string; url: string }): string {
  return description || url.replace(/^https?:\/\//, '');
}
