// Before the first paint, so that nothing flashes. A file of its own: the content-security policy takes no inline script.
(() => {
  let chosen = "auto";
  try {
    chosen = localStorage.getItem("troupe-color-scheme") ?? "auto";
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
})();
