// Before the first paint, so that a chosen theme does not flash. The app itself keeps it from then on.
try {
  const theme = localStorage.getItem("longwire.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage there is no chosen theme.
}
