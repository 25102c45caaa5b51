@echo off
rem The command line: .\callrecords --help. Needs Node.js 22.18 or later.
setlocal
set "major=0"
set "minor=0"
set "found="
for /f "tokens=1-3 delims=v." %%a in ('node --version 2^>nul') do (
  set "major=%%a"
  set "minor=%%b"
  set "found=, only %%a.%%b.%%c"
)
if %major% lss 22 goto missing
if %major% equ 22 if %minor% lss 18 goto missing
if exist "%~dp0src\cli\main.ts" goto clone
node --enable-source-maps "%~dp0dist\callrecords.mjs" %*
exit /b %errorlevel%

:clone
if not exist "%~dp0node_modules\commander" (
  echo The packages are not installed. Type: npm ci 1>&2
  exit /b 3
)
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%~dp0node_modules\.cache\callrecords"
node --enable-source-maps --require "%~dp0build\jsx-sources.ts" "%~dp0src\cli\main.ts" %*
exit /b %errorlevel%

:missing
echo Node.js 22.18 or later is not found%found%. Install it from https://nodejs.org. 1>&2
exit /b 3
