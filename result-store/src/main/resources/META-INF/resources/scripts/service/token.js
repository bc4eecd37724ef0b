// The bearer token, kept while the tab is open.

const KEY = 'shakedown.token';

export function token() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export const hasToken = () => Boolean(token());
export const keepToken = text => sessionStorage.setItem(KEY, text.replace(/^Bearer\s+/i, ''));
export const forgetToken = () => sessionStorage.removeItem(KEY);
