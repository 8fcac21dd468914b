import { expect, it } from 'vitest';
import { SIGN_OUT_INCOMPLETE, signInNotice } from './sign-in-notice';

it.each([
  [undefined, undefined, null],
  ['Configuration', undefined, 'sign_in_unavailable'],
  ['CredentialsSignin', 'unavailable', 'sign_in_unavailable'],
  ['CredentialsSignin', 'sign_in_busy', 'sign_in_busy'],
  ['CredentialsSignin', 'credentials', 'sign_in_wrong'],
  ['CredentialsSignin', undefined, 'sign_in_wrong'],
  ['AccessDenied', undefined, 'sign_in_sso'],
  ['OAuthCallbackError', undefined, 'sign_in_sso'],
  [SIGN_OUT_INCOMPLETE, undefined, 'sign_out_incomplete'],
  ['SomethingElse', undefined, 'sign_in_unavailable'],
  [['AccessDenied', 'AccessDenied'], undefined, 'sign_in_unavailable'],
])('error %s with code %s is told as %s', (error, code, key) => {
  expect(signInNotice(error, code)).toBe(key);
});
