// The reading page of the API. A try from here goes out with the session of the browser, so a write carries its token.
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const page = document.getElementById("swagger-ui");
const look = getComputedStyle(document.documentElement).colorScheme;
if (look.includes("dark") && !(look.includes("light") && matchMedia("(prefers-color-scheme: light)").matches)) {
  document.documentElement.classList.add("dark-mode");
}
window.ui = SwaggerUIBundle({
  url: page.dataset.schema,
  domNode: page,
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  requestInterceptor(request) {
    const ours = new URL(request.url, location.href).origin === location.origin;
    if (ours && !["GET", "HEAD", undefined].includes(request.method)) {
      request.headers["X-CSRFToken"] = csrf();
    }
    return request;
  },
});
