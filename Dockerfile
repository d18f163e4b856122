# syntax=docker/dockerfile:1.7
# Tags are the versions this was developed with; raise them together with global.json.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /src
ENV CI=true
# What decides the packages first: this layer is reused until one of these files changes.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY Alot.Domain/Alot.Domain.csproj Alot.Domain/packages.lock.json Alot.Domain/
COPY Alot.Data/Alot.Data.csproj Alot.Data/packages.lock.json Alot.Data/
COPY Alot.Web/Alot.Web.csproj Alot.Web/packages.lock.json Alot.Web/
RUN dotnet restore Alot.Web
COPY Alot.Domain Alot.Domain
COPY Alot.Data Alot.Data
COPY Alot.Web Alot.Web
RUN dotnet publish Alot.Web --no-restore -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble
WORKDIR /app
COPY --from=build /app ./
# The image's own unprivileged account. It writes to /data only: Development's master key.
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS=8080 Alot__MasterKeyFile=/data/master.key
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=5 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["dotnet", "Alot.Web.dll"]
