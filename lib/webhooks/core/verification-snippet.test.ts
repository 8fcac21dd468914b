import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { vokiSignature } from './signature';
import { VERIFICATION_SNIPPET } from './verification-snippet';

const SECRET = 'whsec_b3BlbiBzZXNhbWU=';
const BODY = '{"event":"call.completed","data":{"name":"Ávila 🎧"}}';
const [node = '', python = ''] = VERIFICATION_SNIPPET.split('\n\n');

/** What each snippet says of a genuine signature, a forged one, none, and another body. */
const CASES: [signature: string, body: string][] = [
  [vokiSignature(SECRET, Buffer.from(BODY)), BODY],
  [vokiSignature('another', Buffer.from(BODY)), BODY],
  ['', BODY],
  [vokiSignature(SECRET, Buffer.from(BODY)), `${BODY} `],
];
const EXPECTED = '1000';

describe('the verification snippet', () => {
  it('tells genuine from forged in Node.js', () => {
    const calls = `const [secret, cases] = JSON.parse(process.argv[1]);
process.stdout.write(cases.map(([s, b]) => (isFromVoki(Buffer.from(b), s, secret) ? 1 : 0)).join(''));`;
    const run = spawnSync(process.execPath, ['-e', `${node}\n${calls}`, JSON.stringify([SECRET, CASES])], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe(EXPECTED);
  });

  // Python is not on every machine; where it is, its snippet has to hold too.
  it.runIf(spawnSync('python3', ['--version']).status === 0)('tells genuine from forged in Python', () => {
    const calls = `import json, sys
secret, cases = json.loads(sys.argv[1])
print(''.join('1' if is_from_voki(b.encode(), s, secret) else '0' for s, b in cases))`;
    const run = spawnSync('python3', ['-c', `${python}\n${calls}`, JSON.stringify([SECRET, CASES])], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.stdout.trim()).toBe(EXPECTED);
  });
});
