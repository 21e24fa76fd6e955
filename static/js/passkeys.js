// Says on the page that a passkey was not used; without this, allauth's scripts write it to the console only.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const fault = document.getElementById("passkey-fault");
  document.querySelector("main h1").after(fault);
  fault.hidden = false;
});
