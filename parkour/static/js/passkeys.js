// Passkeys: asks the device, and puts its answer into the form. Without this script the other ways in remain.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const known = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

async function made({ publicKey }) {
  const selection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const { response, ...passkey } = plain(
    await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: known(publicKey.excludeCredentials),
        authenticatorSelection: selection,
      },
    }),
  );
  return { ...passkey, response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) } };
}

async function shown({ publicKey }) {
  const { response, ...passkey } = plain(
    await navigator.credentials.get({
      publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) },
    }),
  );
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return {
    ...passkey,
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle && text(userHandle),
    },
  };
}

function plain(credential) {
  const { id, rawId, type, response, authenticatorAttachment } = credential;
  return { id, rawId: text(rawId), type, response, authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults() };
}

async function options(form) {
  const data = form.querySelector("[data-options]")?.dataset.options;
  if (data) return JSON.parse(data);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (field.value) return;
    event.preventDefault();
    const fault = form.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    try {
      field.value = JSON.stringify(await (form.dataset.passkey === "make" ? made : shown)(await options(form)));
      form.submit();
    } catch {
      field.value = "";
      fault.hidden = false; // refused by the person, or unknown to the device
    }
  });
}
