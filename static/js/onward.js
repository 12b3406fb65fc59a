/* Back from a provider: presses the one button of the page. Without this file people press it themselves. */
document.querySelector("form[data-onward]")?.requestSubmit();
