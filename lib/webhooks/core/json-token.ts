/** A bracket, comma or colon; a string; a number or word. White space between them is in none. For text that is known to be JSON. */
export const JSON_TOKEN = /[{}[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}[\],:"]+/g;
