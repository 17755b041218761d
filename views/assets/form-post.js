// Sends an application its answer (OAuth 2.0 Form Post Response Mode). Without this script a button does.
document.querySelector('#form-post').submit();
