import { describe, expect, it } from 'vitest';
import { csvLine } from './csv';

describe('csvLine', () => {
  it('quotes texts, doubles quotes, keeps numbers and ends as RFC 4180 says', () => {
    expect(csvLine(['a "b"', 503, null, 'x,y\nz'], ',')).toBe('"a ""b""",503,,"x,y\nz"\r\n');
  });

  it('takes the separator of the reader’s spreadsheet', () => {
    expect(csvLine(['a', 1], ';')).toBe('"a";1\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =cmd()', '＝1', '=HYPERLINK("http://x")'])(
    'disarms the formula %j',
    (text) => expect(csvLine([text], ',').startsWith(`"'`)).toBe(true),
  );

  it.each(['call-1', 'a=b', '8f3a-c210', ''])('leaves %j as it is', (text) =>
    expect(csvLine([text], ',')).toBe(`"${text}"\r\n`),
  );
});
