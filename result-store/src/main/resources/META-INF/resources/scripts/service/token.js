// The bearer token, kept while the tab is open.

const KEY = 'shakedown.token';

export function token() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Whether the bearer may change campaigns. Without a token, or with one of another form, job-api decides. */
export function maySubmit() {
  try {
    const claims = JSON.parse(atob(token().split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    return !Array.isArray(claims.groups) || claims.groups.some(role => ['submit', 'admin'].includes(role));
  } catch {
    return true;
  }
}

export const hasToken = () => Boolean(token());
export const keepToken = text => sessionStorage.setItem(KEY, text.replace(/^Bearer\s+/i, ''));
export const forgetToken = () => sessionStorage.removeItem(KEY);
