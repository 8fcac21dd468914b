/** `error` of the sign-in page's address, beside those that next-auth writes there. */
export const SIGN_OUT_INCOMPLETE = 'SignOutIncomplete';

type NoticeKey =
  | 'sign_in_busy'
  | 'sign_in_sso'
  | 'sign_in_unavailable'
  | 'sign_in_wrong'
  | 'sign_out_incomplete';

type Parameter = string | string[] | undefined;

/**
 * What the sign-in page says to whom next-auth has sent there, by `error` and `code` of its address: a key below
 * `errors`; null when nothing is wrong. What it does not know is nobody's own mistake, as `Configuration`, which
 * next-auth writes for all that broke on the way.
 */
export function signInNotice(error: Parameter, code: Parameter): NoticeKey | null {
  switch (error) {
    case undefined:
      return null;
    case SIGN_OUT_INCOMPLETE:
      return 'sign_out_incomplete';
    // By the rules here, or by the identity provider.
    case 'AccessDenied':
    case 'OAuthCallbackError':
      return 'sign_in_sso';
    case 'CredentialsSignin':
      if (code === 'unavailable') return 'sign_in_unavailable';
      return code === 'sign_in_busy' ? 'sign_in_busy' : 'sign_in_wrong';
    default:
      return 'sign_in_unavailable';
  }
}
