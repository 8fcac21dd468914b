import type { FailureCode } from './delivery-state';
import { statusLine } from './http-status';
import { textExcerpt } from './text-excerpt';
import { VERIFICATION_SNIPPET } from './verification-snippet';

/** What of an attempt goes to a developer. Signatures as sent are in it, the secret never is. */
export interface SentAttempt {
  code: FailureCode | null;
  status_code: number | null;
  started_at: string;
  duration_ms: number;
  request_headers: Record<string, string>;
  response_headers: Record<string, string> | null;
  response_body: string | null;
  response_truncated: boolean;
  remote_address: string | null;
}

/** Set by curl itself, or true of one connection only. */
const NOT_REPEATED = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'keep-alive']);

/** In bytes of UTF-8. */
const RESPONSE_SHOWN_MAX = 2048;

/** A quoted word of a POSIX shell, whatever is in `text`. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The request as sent, as a command line. The signature in it is that of this very body; no secret is needed or shown. */
export function curlCommand(request: {
  url: string;
  headers: Record<string, string>;
  body: string | null;
}): string {
  const headers = Object.entries(request.headers)
    .filter(([name]) => !NOT_REPEATED.has(name.toLowerCase()))
    .map(([name, value]) => `-H ${shellQuote(`${name}: ${value}`)}`);
  const body = request.body === null ? [] : [`--data-raw ${shellQuote(request.body)}`];
  // To curl, brackets and braces in an address mean several addresses unless it is told otherwise.
  const options = /[[\]{}]/.test(request.url) ? '-g -i' : '-i';
  return [`curl ${options} -X POST ${shellQuote(request.url)}`, ...headers, ...body].join(' \\\n  ');
}

/** The line for whoever knows HTTP: `503 Service Unavailable · 148 ms · 203.0.113.7`. */
export function technicalLine(
  attempt: Pick<SentAttempt, 'code' | 'status_code' | 'duration_ms' | 'remote_address'>,
): string {
  const answer = attempt.status_code === null ? attempt.code : `HTTP ${statusLine(attempt.status_code)}`;
  return [answer, `${attempt.duration_ms} ms`, attempt.remote_address]
    .filter((part) => part !== null)
    .join(' · ');
}

/** Sentences of {@link developerMessage}, in the manager's language. */
export interface DeveloperMessageWords {
  /** As in "Can you help? A notification of Voki did not reach our system." */
  greeting: string;
  /** The diagnosis: cause and remedy. */
  diagnosis: string;
  /** Headings of the parts, without a colon. */
  request: string;
  answer: string;
  noAnswer: string;
  truncated: string;
  verification: string;
  details: string;
}

/** A whole message to paste into a mail or chat: what happened, the request as cURL, the answer, how to check a signature, where to see more. */
export function developerMessage(message: {
  url: string;
  deliveryId: string;
  body: string | null;
  attempt: SentAttempt;
  /** Address of the delivery's page. */
  link: string;
  words: DeveloperMessageWords;
}): string {
  const { attempt, words } = message;
  return [
    words.greeting,
    words.diagnosis,
    `${technicalLine(attempt)}\n${attempt.started_at} · X-Voki-Delivery: ${message.deliveryId}`,
    `${words.request}:\n${curlCommand({ url: message.url, headers: attempt.request_headers, body: message.body })}`,
    `${words.answer}:\n${answerText(attempt, words)}`,
    `${words.verification}:\n\n${VERIFICATION_SNIPPET}`,
    `${words.details}:\n${message.link}`,
  ].join('\n\n');
}

function answerText(attempt: SentAttempt, words: DeveloperMessageWords): string {
  if (attempt.status_code === null) return words.noAnswer;
  const headers = Object.entries(attempt.response_headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const { text: shown, isCut } = textExcerpt(attempt.response_body ?? '', RESPONSE_SHOWN_MAX);
  return [
    `HTTP ${statusLine(attempt.status_code)}`,
    ...headers,
    ...(shown ? ['', shown] : []),
    ...(isCut || attempt.response_truncated ? [`(${words.truncated})`] : []),
  ].join('\n');
}
