@echo off
rem Starts the desk and opens it in the browser, at a double click. Drop a workspace's folder on it to open that one.
rem The first start installs what is needed into .venv and takes some minutes and a network; later ones take seconds.
setlocal
chcp 65001 >nul
cd /d "%~dp0.."

set "DESKLANG=en"
for /f %%L in ('powershell -NoProfile -Command "(Get-UICulture).TwoLetterISOLanguageName"') do if "%%L"=="es" set "DESKLANG=es"

if exist ".venv\ready" goto start
if "%DESKLANG%"=="es" (echo Primera vez: instalando. Esto tarda unos minutos.) else (echo First start: installing. This takes a few minutes.)
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 goto nopython
py -3 -m venv .venv
if errorlevel 1 goto failed
".venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
if errorlevel 1 goto failed
type nul > ".venv\ready"

:start
if "%DESKLANG%"=="es" (echo La mesa se abre en el navegador. Deje abierta esta ventana; ciérrela para terminar.) else (echo The desk opens in the browser. Leave this window open; close it to stop.)
if "%~1"=="" (".venv\Scripts\needs.exe" desk --lang %DESKLANG% --open) else (".venv\Scripts\needs.exe" desk --lang %DESKLANG% --open --data "%~1")
if errorlevel 1 goto failed
exit /b 0

:nopython
if "%DESKLANG%"=="es" (echo Hace falta Python 3.11 o más nuevo. Instale Python desde https://www.python.org/downloads/ y haga doble clic otra vez.) else (echo Python 3.11 or newer is needed. Install Python from https://www.python.org/downloads/ and double-click again.)

:failed
pause
exit /b 2
