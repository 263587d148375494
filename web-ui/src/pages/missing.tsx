export function MissingPage() {
  return (
    <div class="prose">
      <h1>Nothing here</h1>
      <p>There is no page at this address. <a href="/" data-in>Check a text</a> or <a href="/systems" data-in>look at the systems</a>.</p>
    </div>
  );
}
