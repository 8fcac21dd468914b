/** What the intake answered. */
export interface IntakeAnswer {
  status: number;
  body: Record<string, unknown> & { errors?: { path: string; message: string }[] };
  headers: Headers;
}

/** Posts `body` with an ingest key to the function that a server would hand it to. */
export async function postEvents(
  to: (request: Request) => Promise<Response>,
  key: string,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<IntakeAnswer> {
  const request = new Request('http://127.0.0.1/api/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  const response = await to(request);
  return {
    status: response.status,
    body: (await response.json()) as IntakeAnswer['body'],
    headers: response.headers,
  };
}
