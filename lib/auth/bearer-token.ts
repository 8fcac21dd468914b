/** What a request carries as `Authorization: Bearer …`; null when it carries nothing of the kind. */
export function bearerToken(request: Request): string | null {
  return /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}
