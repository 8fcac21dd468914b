import { JSON_TOKEN } from './json-token';

const INDENT = '  ';

/**
 * JSON broken into lines for reading, by white space alone: numbers, escapes and the order of keys stay as they
 * were sent, which parsing and writing anew would not promise. Null for what is not JSON.
 */
export function indentJson(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let out = '';
  let depth = 0;
  let previous = '';
  for (const [token] of text.matchAll(JSON_TOKEN)) {
    const opened = previous === '{' || previous === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    // An empty object or array stays on its line.
    if (previous === ',' || opened !== closes) out += `\n${INDENT.repeat(depth)}`;
    if (previous === ':') out += ' ';
    out += token;
    if (token === '{' || token === '[') depth++;
    previous = token;
  }
  return out;
}
