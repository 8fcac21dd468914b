import { describe, expect, it } from 'vitest';
import { type ActionFailure, readRefusal, writeRefusal } from './action-refusal';
import { STATUS_OF_CODE } from './errors';

const FOREIGN: ActionFailure = {
  code: 'forbidden',
  key: 'origin_foreign',
  params: { address: 'https://panel.example.com' },
  fields: [],
};

describe('a refusal of a server action', () => {
  it('is read as it was written, whatever its code', () => {
    expect(readRefusal(writeRefusal(FOREIGN))).toEqual(FOREIGN);
    for (const code of [...Object.keys(STATUS_OF_CODE), 'fault'] as ActionFailure['code'][]) {
      const failure: ActionFailure = {
        code,
        key: code,
        params: { fault_id: 'an id', minutes: 3 },
        fields: [{ path: ['events', '0'], key: 'event_unknown', params: { max: 1 } }],
        faultId: 'an id',
      };
      expect(readRefusal(writeRefusal(failure))).toEqual(failure);
    }
  });

  it('is nothing else that may stand in the message of an error', () => {
    const mark = writeRefusal(FOREIGN).slice(0, writeRefusal(FOREIGN).indexOf('{'));
    for (const message of [
      '',
      'An unexpected response was received from the server.',
      'Internal Server Error',
      '<html><h1>502 Bad Gateway</h1>',
      JSON.stringify(FOREIGN),
      mark,
      `${mark}null`,
      `${mark}[]`,
      `${mark}{`,
      `${mark}${JSON.stringify({ ...FOREIGN, code: 'toString' })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, code: undefined })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, key: 'titles.fault' })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, key: 7 })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, params: [] })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, params: { address: { toString: 'x' } } })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, params: { address: null } })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, fields: {} })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, fields: [{ path: 'url', key: 'url_invalid' }] })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, fields: [{ path: [1], key: 'url_invalid' }] })}`,
      `${mark}${JSON.stringify({ ...FOREIGN, faultId: 7 })}`,
    ])
      expect(readRefusal(message), message).toBeNull();
  });
});
