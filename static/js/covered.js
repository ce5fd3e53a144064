// Before anything is painted: a page that was covered when it was left comes back covered.
if (sessionStorage.getItem(`covered ${location.pathname}`)) document.documentElement.classList.add("covered");
