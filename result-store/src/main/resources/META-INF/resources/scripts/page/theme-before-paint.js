// Puts the chosen theme on the page before it is painted, so that it does not flash. The choice is made in theme.js.
try {
  const theme = localStorage.getItem('shakedown.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to this page: the system's preference holds.
}
